// Reads codes with the phone's camera. Event "code": a text that was not in view just before.
const FACING_AWAY = { video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false };
const MOST_PIXELS = 640; // of a side: a ticket that fills a third of the picture has 6 a module
const GONE_AFTER = 3_000; // milliseconds out of view, after which the same code is a new scan

export class CameraError extends Error {
  constructor(kind) {
    super(kind);
    this.kind = kind; // "insecure", "denied", "missing", "busy", "decoder"
  }
}

const KINDS = { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "missing", OverconstrainedError: "missing" };

// The same code held in view is one scan; any other code is a scan at once, also between two looks at the first.
export class CodeGate {
  seen = new Map();

  isNew(text, now) {
    for (const [other, at] of this.seen) if (now - at > GONE_AFTER) this.seen.delete(other);
    const isNew = !this.seen.has(text);
    this.seen.set(text, now);
    return isNew;
  }
}

async function hasOwnDetector() {
  try {
    return (await globalThis.BarcodeDetector?.getSupportedFormats())?.includes("qr_code") ?? false;
  } catch {
    return false;
  }
}

// The browser's own reader.
function buildDetector() {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return { read: async (video) => (await detector.detect(video))[0]?.rawValue ?? null, close() {} };
}

// The square in the middle of the picture, which is what people see of it.
function grabSquare(canvas, video) {
  const side = Math.min(video.videoWidth, video.videoHeight);
  const size = Math.min(side, MOST_PIXELS);
  Object.assign(canvas, { width: size, height: size });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, size, size);
  return context.getImageData(0, 0, size, size);
}

// The decoder in a worker of its own. Raises CameraError if it is not to be had.
async function startDecoder({ worker: workerUrl, decoder }) {
  const worker = new Worker(workerUrl, { type: "module" });
  const answer = (message, transfer = []) =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = () => reject(new CameraError("decoder"));
      worker.postMessage(message, transfer);
    });
  const { isReady } = await answer({ decoder: new URL(decoder, location.href).href });
  if (!isReady) throw new CameraError("decoder");
  const canvas = document.createElement("canvas");
  const read = async (video) => {
    const { width, height, data } = grabSquare(canvas, video);
    return (await answer({ width, height, data }, [data.buffer])).text;
  };
  return { read, close: () => worker.terminate() };
}

const nextFrame = (video) =>
  new Promise((resolve) => (video.requestVideoFrameCallback ? video.requestVideoFrameCallback(resolve) : requestAnimationFrame(resolve)));

export class DoorScanner extends EventTarget {
  constructor(video, urls) {
    super();
    Object.assign(this, { video, urls, gate: new CodeGate(), stream: null, reader: null });
  }

  get isRunning() {
    return Boolean(this.stream);
  }

  get track() {
    return this.stream?.getVideoTracks()[0];
  }

  // Raises CameraError.
  async start() {
    if (this.isRunning) return;
    if (!navigator.mediaDevices?.getUserMedia) throw new CameraError(isSecureContext ? "missing" : "insecure");
    this.reader ??= (await hasOwnDetector()) ? buildDetector() : await startDecoder(this.urls);
    try {
      this.stream = await navigator.mediaDevices.getUserMedia(FACING_AWAY);
    } catch (error) {
      throw new CameraError(KINDS[error.name] ?? "busy");
    }
    this.track.addEventListener("ended", () => this.stop());
    this.video.srcObject = this.stream;
    await this.video.play();
    this.watch(this.stream);
  }

  async watch(stream) {
    while (this.stream === stream) {
      await nextFrame(this.video);
      if (this.stream !== stream || !this.video.videoWidth) continue;
      let text = null;
      try {
        text = await this.reader.read(this.video);
      } catch {
        continue; // a picture that could not be read; the next one comes at once
      }
      if (text) this.offer(text, performance.now());
    }
  }

  offer(text, at) {
    if (this.gate.isNew(text, at)) this.dispatchEvent(new CustomEvent("code", { detail: { text, at } }));
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
    this.dispatchEvent(new Event("stop"));
  }

  get hasTorch() {
    return Boolean(this.track?.getCapabilities?.().torch);
  }

  async setTorch(isOn) {
    await this.track?.applyConstraints({ advanced: [{ torch: isOn }] });
  }
}
