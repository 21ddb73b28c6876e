interface SecretFormat {
  pattern: RegExp;
  replacement: string;
}

const token = (pattern: RegExp): SecretFormat => ({ pattern, replacement: '[redacted]' });

/** Secrets that one knows by their looks. Order matters: a longer form comes before a form that is part of it. */
export const secretFormats: readonly SecretFormat[] = [
  // PEM (RFC 7468), whole; then one whose end, and one whose beginning, was cut off. `\n` may be two characters (JSON).
  token(/-----BEGIN [A-Z0-9 ]{1,40}-----[\s\S]{0,20000}?-----END [A-Z0-9 ]{1,40}-----/g),
  token(/-----BEGIN [A-Z0-9 ]{1,40}-----(?:[A-Za-z0-9+/=\s]|\\[nr])*/g),
  token(/(?:^[ \t]*[A-Za-z0-9+/=]{16,}[ \t]*\r?\n){1,400}[ \t]*-----END [A-Z0-9 ]{1,40}-----/gm),
  // JSON Web Token (RFC 7519): base64url of `{"`.
  token(/\beyJ[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*){1,4}/g),
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html: the key id, and the secret beside it.
  token(/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b(?:["']?[\s:,/]+["']?[A-Za-z0-9/+=]{40}(?![A-Za-z0-9/+=]))?/g),
  // Google: API key, OAuth access token, OAuth client secret.
  token(/\bAIza[0-9A-Za-z_-]{35}/g),
  token(/\bya29\.[0-9A-Za-z_-]{20,}/g),
  token(/\bGOCSPX-[0-9A-Za-z_-]{20,}/g),
  // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
  token(/\bgh[pousr]_[A-Za-z0-9]{20,}/g),
  token(/\bgithub_pat_[A-Za-z0-9_]{20,}/g),
  token(/\bglpat-[A-Za-z0-9_-]{20,}/g),
  // https://docs.slack.dev/authentication/tokens, and incoming webhooks.
  token(/\bxox[a-z]-[A-Za-z0-9-]{8,}/g),
  token(/\bxapp-[A-Za-z0-9-]{8,}/g),
  { pattern: /(\bhooks\.slack\.com\/[a-z]+\/)[A-Za-z0-9_/-]+/g, replacement: '$1[redacted]' },
  // Stripe, npm, SendGrid, OpenAI and those who follow it.
  token(/\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/g),
  token(/\bnpm_[A-Za-z0-9]{30,}/g),
  token(/\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g),
  token(/\bsk-[A-Za-z0-9_-]{20,}/g),
  // Azure shared access signatures and AWS signed addresses: the signature is the secret.
  {
    pattern: /([?&;](?:sig|X-Amz-Signature|X-Amz-Credential|X-Goog-Signature)=)[^&\s"'<>]+/gi,
    replacement: '$1[redacted]',
  },
  // user:password@host; without a colon it may be a token, when it is long.
  { pattern: /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#"'<>:]*:[^\s/?#"'<>]*@/gi, replacement: '$1[redacted]@' },
  { pattern: /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#"'<>@]{16,}@/gi, replacement: '$1[redacted]@' },
  // Authorization headers (RFC 9110, 11.6.2), also as `authorization=`, in JSON, and without a scheme.
  {
    pattern:
      /(\bauthorization\\?["']?\s*[:=]\s*\\?["']?(?:Bearer|Basic|Token|Digest|Negotiate|ApiKey|AWS4-HMAC-SHA256)\s+)[^\s"'\\][^"'\r\n\\]*/gi,
    replacement: '$1[redacted]',
  },
  {
    pattern: /(\bauthorization\\?["']?\s*[:=]\s*\\?["']?)[A-Za-z0-9._~+/=-]{16,}/gi,
    replacement: '$1[redacted]',
  },
  // `Bearer x` in the middle of a sentence; a short plain word after it is prose ("bearer token expired").
  {
    pattern: /(\bBearer\s+)(?![a-z]{1,20}(?![\w.~+/=-]))[A-Za-z0-9._~+/=-]{8,}/gi,
    replacement: '$1[redacted]',
  },
  {
    pattern: /(\b(?:set-)?cookie\\?["']?\s*[:=]\s*\\?["']?)[^\s=;"']+=[^"'\r\n\\]*/gi,
    replacement: '$1[redacted]',
  },
];
