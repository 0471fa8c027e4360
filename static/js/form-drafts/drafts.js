// All drafts of the account that is logged in, wherever they lie.
import { Sealer } from "./sealing.js";
import { DeviceStore, TabStore } from "./stores.js";

const LOCK = "form-draft:";
const MOST_FILE_BYTES = 10_000_000; // of one draft

export class Drafts {
  constructor({ key, days }) {
    this.sealer = new Sealer(key);
    this.tab = new TabStore();
    this.device = globalThis.indexedDB ? new DeviceStore(Number(days)) : null;
  }

  // Without cryptography nothing may lie on the device.
  get keepsOnDevice() {
    return Boolean(this.device) && this.sealer.canSeal;
  }

  // Resolves to whether it is kept.
  async save(id, kept, draft, chosen = []) {
    if (!(await this.sealer.start())) return false;
    const isOnDevice = kept === "device" && this.keepsOnDevice;
    const size = chosen.reduce((sum, { file }) => sum + file.size, 0);
    const taken = isOnDevice && size <= MOST_FILE_BYTES ? chosen : [];
    const files = taken.map(({ name, file }) => ({ name, title: file.name, type: file.type }));
    const whole = { ...draft, files, lacksFiles: taken.length < chosen.length };
    const record = await this.sealer.sealDraft(id, whole, taken.map(({ file }) => file));
    await (isOnDevice ? this.device : this.tab).put(record);
    return true;
  }

  async remove(...ids) {
    for (const id of ids) {
      await this.tab.remove(id);
      await this.device?.remove(id).catch(() => {});
    }
  }

  async #listRecords() {
    const onDevice = this.device ? await this.device.list().catch(() => []) : [];
    return [...(await this.tab.list()).map((record) => ({ ...record, place: "tab" })), ...onDevice.map((record) => ({ ...record, place: "device" }))];
  }

  // Resolves to the account's own drafts, newest first. The server is asked for the key only where there is something to open.
  async list() {
    const records = await this.#listRecords();
    if (!records.length || !(await this.sealer.start())) return [];
    const opened = await Promise.all(
      records.map(async (record) => ({ ...(await this.sealer.openDraft(record)), place: record.place, record })),
    );
    return opened.filter(({ id }) => id).sort((one, other) => other.at - one.at);
  }

  openFiles(draft) {
    return this.sealer.openFiles(draft.record, draft);
  }
}

const A_MOMENT = 1000; // after which a tab that was just closed no longer counts as open

// A draft that is being written in any tab is offered in no other.
export async function withoutOpenElsewhere(drafts) {
  const isFree = await checkOpenTabs();
  if (drafts.every(isFree)) return drafts;
  await new Promise((resolve) => setTimeout(resolve, A_MOMENT));
  return drafts.filter(await checkOpenTabs());
}

async function checkOpenTabs() {
  const held = (await navigator.locks?.query())?.held ?? [];
  const names = new Set(held.map(({ name }) => name));
  return ({ id }) => !names.has(LOCK + id);
}

export function holdOpen(id) {
  navigator.locks?.request(LOCK + id, { ifAvailable: true }, (lock) => lock && new Promise(() => {}));
}
