// Reads QR codes beside the page, so that the camera's picture stays smooth: first the decoder's address, then pixels.
let decode;

self.addEventListener("message", async ({ data }) => {
  if (data.decoder) {
    try {
      decode = (await import(data.decoder)).decodeQR;
      self.postMessage({ isReady: true });
    } catch {
      self.postMessage({ isReady: false });
    }
    return;
  }
  let text = null;
  try {
    text = decode(data);
  } catch {
    // no code in this picture
  }
  self.postMessage({ text });
});
