// Where sealed drafts lie: in the browser's database on the device, or in this tab alone, whose store ends with it.
const DATABASE = "form-drafts";
const TABLE = "drafts";
const PREFIX = "form-draft:";
const HALF_A_DAY = 12 * 3600 * 1000;
export const MOST_DRAFTS = 50;

function settle(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export class DeviceStore {
  #opened = null;

  constructor(days) {
    this.lifetime = days * 24 * 3600 * 1000;
  }

  #open() {
    this.#opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: "id" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return this.#opened;
  }

  async #table(mode) {
    return (await this.#open()).transaction(TABLE, mode).objectStore(TABLE);
  }

  async put(record) {
    await settle((await this.#table("readwrite")).put(record));
  }

  async remove(id) {
    await settle((await this.#table("readwrite")).delete(id));
  }

  // Resolves to all that is not too old, whoever it belongs to, newest first; what is too old is deleted.
  async list() {
    const all = (await settle((await this.#table("readonly")).getAll())).sort((one, other) => other.at - one.at);
    const old = all.filter(({ at }, place) => Date.now() - at > this.lifetime || place >= MOST_DRAFTS);
    for (const { id } of old) await this.remove(id);
    return all.filter((record) => !old.includes(record));
  }
}

export class TabStore {
  async put({ id, iv, body, ...rest }) {
    const sealed = body ? { iv: encode(iv), body: encode(new Uint8Array(body)) } : {};
    sessionStorage.setItem(PREFIX + id, JSON.stringify({ ...rest, ...sealed, files: [] }));
  }

  async remove(id) {
    sessionStorage.removeItem(PREFIX + id);
  }

  clear() {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  }

  async list() {
    const found = [];
    for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX))) {
      const { iv, body, ...rest } = JSON.parse(sessionStorage.getItem(key));
      if (Date.now() - rest.at > HALF_A_DAY) sessionStorage.removeItem(key);
      else found.push({ ...rest, id: key.slice(PREFIX.length), ...(body ? { iv: decode(iv), body: decode(body) } : {}) });
    }
    return found.sort((one, other) => other.at - one.at);
  }
}

function encode(bytes) {
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
}

const decode = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
