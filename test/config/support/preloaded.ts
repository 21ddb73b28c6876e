(globalThis as { middlewatchPreloaded?: boolean }).middlewatchPreloaded = true;
