/**
 * What a page may do: run scripts and ask for data of this program alone, load nothing from elsewhere, be shown in no other page. Styles
 * may be inline, because the terminal in it sets some.
 */
export const PAGE_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  // A serial device only with the consent of who looks at it.
  'permissions-policy': 'serial=(self), camera=(), geolocation=(), microphone=(), usb=(), hid=()',
};
