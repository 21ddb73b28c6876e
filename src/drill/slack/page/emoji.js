// The shortcodes that incident channels use. An unknown one stays as it was typed.
const table = `
rotating_light 🚨 fire 🔥 warning ⚠️ white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ no_entry ⛔ no_entry_sign 🚫
octagonal_sign 🛑 red_circle 🔴 large_orange_circle 🟠 orange_circle 🟠 large_yellow_circle 🟡 yellow_circle 🟡 large_green_circle 🟢 green_circle 🟢
large_blue_circle 🔵 blue_circle 🔵 large_purple_circle 🟣 white_circle ⚪ black_circle ⚫ large_red_square 🟥 large_orange_square 🟧
large_yellow_square 🟨 large_green_square 🟩 large_blue_square 🟦 white_large_square ⬜ black_large_square ⬛ large_blue_diamond 🔷
eyes 👀 mag 🔍 mag_right 🔎 bell 🔔 no_bell 🔕 mute 🔇 loud_sound 🔊 zzz 💤 sleeping 😴 hourglass ⌛ hourglass_flowing_sand ⏳ stopwatch ⏱️
alarm_clock ⏰ clock1 🕐 calendar 📅 date 📅 book 📖 books 📚 notebook 📓 closed_book 📕 green_book 📗 blue_book 📘 bookmark 🔖 memo 📝 pencil ✏️
pencil2 ✏️ clipboard 📋 page_facing_up 📄 scroll 📜 link 🔗 paperclip 📎 pushpin 📌 round_pushpin 📍 lock 🔒 unlock 🔓 key 🔑 shield 🛡️
hammer 🔨 wrench 🔧 hammer_and_wrench 🛠️ gear ⚙️ toolbox 🧰 package 📦 rocket 🚀 ship 🚢 anchor ⚓ wheel_of_dharma ☸️ whale 🐳 robot_face 🤖
robot 🤖 computer 💻 desktop_computer 🖥️ floppy_disk 💾 cd 💿 satellite 🛰️ satellite_antenna 📡 electric_plug 🔌 battery 🔋 bulb 💡 zap ⚡
chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊 arrow_up ⬆️ arrow_down ⬇️ arrow_right ➡️ arrow_left ⬅️ arrow_upper_right ↗️
arrow_lower_right ↘️ leftwards_arrow_with_hook ↩️ arrow_right_hook ↪️ rewind ⏪ fast_forward ⏩ arrow_forward ▶️ arrow_backward ◀️
double_vertical_bar ⏸️ pause_button ⏸️ black_square_for_stop ⏹️ repeat 🔁 arrows_counterclockwise 🔄 arrows_clockwise 🔃 recycle ♻️ twisted_rightwards_arrows 🔀
heavy_plus_sign ➕ heavy_minus_sign ➖ heavy_multiplication_x ✖️ bangbang ‼️ exclamation ❗ question ❓ grey_question ❔ grey_exclamation ❕
information_source ℹ️ speech_balloon 💬 thought_balloon 💭 mega 📣 loudspeaker 📢 incoming_envelope 📨 email 📧 envelope ✉️ telephone ☎️ pager 📟
thumbsup 👍 +1 👍 thumbsdown 👎 -1 👎 ok_hand 👌 wave 👋 clap 👏 raised_hands 🙌 pray 🙏 point_right 👉 point_up ☝️ muscle 💪 hand ✋ raised_hand ✋
handshake 🤝 crossed_fingers 🤞 tada 🎉 sparkles ✨ star ⭐ star2 🌟 trophy 🏆 medal 🏅 dart 🎯 checkered_flag 🏁 triangular_flag_on_post 🚩 white_flag 🏳️
smile 😄 grin 😁 slightly_smiling_face 🙂 sweat_smile 😅 joy 😂 thinking_face 🤔 face_with_monocle 🧐 neutral_face 😐 disappointed 😞 cry 😢 sob 😭 scream 😱
exploding_head 🤯 dizzy_face 😵 face_with_rolling_eyes 🙄 sunglasses 😎 skull 💀 ghost 👻 heart ❤️ broken_heart 💔 100 💯 boom 💥 collision 💥 bomb 💣
snail 🐌 turtle 🐢 bug 🐛 ant 🐜 bee 🐝 penguin 🐧 snowflake ❄️ sunny ☀️ cloud ☁️ rain_cloud 🌧️ thunder_cloud_and_rain ⛈️ ocean 🌊 earth_americas 🌎
globe_with_meridians 🌐 moon 🌔 crescent_moon 🌙 coffee ☕ pizza 🍕 beers 🍻 construction 🚧 police_car 🚓 ambulance 🚑 fire_engine 🚒 fire_extinguisher 🧯
firefighter 🧑‍🚒 helicopter 🚁 parachute 🪂 ladder 🪜 thermometer 🌡️ pill 💊 test_tube 🧪 microscope 🔬 dna 🧬 bust_in_silhouette 👤 busts_in_silhouette 👥
man_technologist 👨‍💻 woman_technologist 👩‍💻 technologist 🧑‍💻 detective 🕵️ brain 🧠 put_litter_in_its_place 🚮 wastebasket 🗑️ file_folder 📁 open_file_folder 📂
file_cabinet 🗄️ card_index_dividers 🗂️ label 🏷️ hash #️⃣ one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ zero 0️⃣ keycap_ten 🔟
small_red_triangle 🔺 small_red_triangle_down 🔻 small_orange_diamond 🔸 small_blue_diamond 🔹 large_orange_diamond 🔶 radio_button 🔘 vertical_traffic_light 🚦
traffic_light 🚥 beginner 🔰 sos 🆘 ok 🆗 new 🆕 up 🆙 cool 🆒 free 🆓 heavy_dollar_sign 💲 moneybag 💰 scales ⚖️ judge 🧑‍⚖️ classical_building 🏛️ balance_scale ⚖️
`;

const words = table.trim().split(/\s+/);
const emoji = new Map();
for (let index = 0; index + 1 < words.length; index += 2) emoji.set(words[index], words[index + 1]);

/** The character for a shortcode, or undefined. */
export const emojiFor = (name) => emoji.get(name);
