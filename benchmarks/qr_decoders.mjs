// Reads the frames FOLDER/<n>.rgba with qr and with jsQR, five times each; prints one JSON line a frame: [text, milliseconds] of both.
import fs from "node:fs";
import { createRequire } from "node:module";

const [folder, count, width, height] = process.argv.slice(2);
const jsQR = createRequire(import.meta.url)(`${folder}/jsqr/package/dist/jsQR.js`);
const { decodeQR } = await import(`${folder}/qr/package/decode.js`);
const TIMES = 5;

function read(decode) {
  let text = null;
  const start = performance.now();
  for (let time = 0; time < TIMES; time++) {
    try {
      text = decode() ?? null;
    } catch {
      text = null; // qr throws where it finds nothing
    }
  }
  return [text, (performance.now() - start) / TIMES];
}

for (let number = 0; number < count; number++) {
  const data = new Uint8ClampedArray(fs.readFileSync(`${folder}/${number}.rgba`));
  const image = { width: Number(width), height: Number(height), data };
  const rows = [read(() => decodeQR(image)), read(() => jsQR(data, image.width, image.height)?.data)];
  console.log(JSON.stringify(rows));
}
