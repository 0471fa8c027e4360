// What this device keeps, in IndexedDB: the list, and what was done at this door. Both are encrypted with keys that no script
// can read out, also not this one; the list's key goes with the list at log-out, on the next day and with another account.
const NAME = "edu-week-desk";
const LIST_KEY = "list";
const DEEDS_KEY = "deeds";

// Without a secure page there are no keys, so nothing is kept there.
export const canStore = () => Boolean(globalThis.isSecureContext && globalThis.crypto?.subtle && globalThis.indexedDB);

const finish = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function openDatabase() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("keys");
    request.result.createObjectStore("list");
    request.result.createObjectStore("deeds", { keyPath: "id" });
  };
  return finish(request);
}

const bytes = (value) => new TextEncoder().encode(JSON.stringify(value));
const parse = (buffer) => JSON.parse(new TextDecoder().decode(buffer));

async function encrypt(key, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes(value)) };
}

const decrypt = async (key, { iv, sealed }) => parse(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed));

export class DoorStore {
  static async open() {
    const store = new DoorStore();
    store.database = await openDatabase();
    return store;
  }

  within(name, mode, work) {
    return finish(work(this.database.transaction(name, mode).objectStore(name)));
  }

  async findKey(name) {
    const found = await this.within("keys", "readonly", (keys) => keys.get(name));
    if (found) return found;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    try {
      await this.within("keys", "readwrite", (keys) => keys.add(made, name));
      return made;
    } catch {
      return this.within("keys", "readonly", (keys) => keys.get(name)); // another page of this device was quicker
    }
  }

  // `ahead`: by how many milliseconds the portal's clock is before this device's.
  async saveList(list, ahead) {
    const sealed = await encrypt(await this.findKey(LIST_KEY), list);
    const facts = { account: list.account, wipeAt: Date.parse(list.wipe_at), ahead };
    await this.within("list", "readwrite", (lists) => lists.put({ ...sealed, ...facts }, "list"));
  }

  // {list, ahead}, or null if there is none or its day is over. What cannot be decrypted is no list.
  async readList() {
    const row = await this.within("list", "readonly", (lists) => lists.get("list"));
    if (!row) return null;
    if (Date.now() + row.ahead >= row.wipeAt) return (await this.wipeList(), null);
    try {
      return { list: await decrypt(await this.findKey(LIST_KEY), row), ahead: row.ahead };
    } catch {
      return (await this.wipeList(), null);
    }
  }

  async wipeList() {
    await this.within("list", "readwrite", (lists) => lists.clear());
    await this.within("keys", "readwrite", (keys) => keys.delete(LIST_KEY));
  }

  async saveDeed(deed) {
    const sealed = await encrypt(await this.findKey(DEEDS_KEY), deed);
    await this.within("deeds", "readwrite", (deeds) => deeds.put({ id: deed.id, isSent: Boolean(deed.isSent), ...sealed }));
  }

  // All deeds in the order of their moments.
  async readDeeds() {
    const rows = await this.within("deeds", "readonly", (deeds) => deeds.getAll());
    const key = await this.findKey(DEEDS_KEY);
    const deeds = await Promise.all(rows.map((row) => decrypt(key, row)));
    return deeds.sort((one, other) => one.at - other.at);
  }

  async countUnsent() {
    const rows = await this.within("deeds", "readonly", (deeds) => deeds.getAll());
    return rows.filter(({ isSent }) => !isSent).length;
  }

  async forgetDeeds(ids) {
    for (const id of ids) await this.within("deeds", "readwrite", (deeds) => deeds.delete(id));
  }

  // At log-out and for another account: the list and its key, and what the server has. What it does not have yet stays, without
  // any name, until it is sent.
  async wipe() {
    await this.wipeList();
    const rows = await this.within("deeds", "readonly", (deeds) => deeds.getAll());
    await this.forgetDeeds(rows.filter(({ isSent }) => isSent).map(({ id }) => id));
    if (!(await this.countUnsent())) await this.within("keys", "readwrite", (keys) => keys.clear());
  }
}
