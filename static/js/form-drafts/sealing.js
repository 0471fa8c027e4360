// Seals drafts with a key that the server gives to the account that is logged in. The key stays in memory, and no script can read it out.
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class Sealer {
  #keys = new Map(); // owner's mark → key, or null where the browser has no cryptography
  #asked = null;

  constructor(address) {
    this.address = address;
    this.owner = null;
    this.canSeal = Boolean(globalThis.crypto?.subtle);
  }

  // Asks for the keys, once they are had never again. Resolves to whether somebody is logged in.
  async start() {
    if (this.owner) return true;
    this.#asked ??= this.#fetchKeys().catch(() => {});
    await this.#asked;
    this.#asked = null;
    return Boolean(this.owner);
  }

  async #fetchKeys() {
    const answer = await fetch(this.address, { redirect: "manual", cache: "no-store" });
    if (!answer.ok) return;
    const { keys } = await answer.json();
    for (const { owner, key } of keys) this.#keys.set(owner, this.canSeal ? await importKey(key) : null);
    this.owner = keys[0].owner;
  }

  isOwn({ owner }) {
    return this.#keys.has(owner);
  }

  async seal(bytes) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, body: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.#keys.get(this.owner), bytes) };
  }

  open(owner, { iv, body }) {
    return crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.#keys.get(owner), body);
  }

  // `draft` → a record to be stored; without cryptography it is as it is.
  async sealDraft(id, draft, files = []) {
    const record = { id, owner: this.owner, at: draft.at };
    if (!this.canSeal) return { ...record, plain: draft };
    const sealed = [];
    for (const file of files) sealed.push(await this.#sealFile(file));
    return { ...record, ...(await this.seal(encoder.encode(JSON.stringify(draft)))), files: sealed };
  }

  #sealedFiles = new WeakMap();

  async #sealFile(file) {
    if (!this.#sealedFiles.has(file)) this.#sealedFiles.set(file, await this.seal(await file.arrayBuffer()));
    return this.#sealedFiles.get(file);
  }

  // Resolves to the draft, or to null where it is somebody else's or damaged.
  async openDraft(record) {
    if (!this.isOwn(record)) return null;
    if (record.plain) return { ...record.plain, id: record.id };
    if (!this.canSeal) return null;
    try {
      return { ...JSON.parse(decoder.decode(await this.open(record.owner, record))), id: record.id };
    } catch {
      return null;
    }
  }

  async openFiles(record, draft) {
    const found = [];
    for (const [number, { name, title, type }] of (draft.files ?? []).entries()) {
      if (record.files?.[number]) found.push({ name, file: new File([await this.open(record.owner, record.files[number])], title, { type }) });
    }
    return found;
  }
}

function importKey(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}
