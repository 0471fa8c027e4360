// On pages of the door without a log-in: the list of whoever was here before goes from this device, and its key. What was done
// without a network and is not sent yet stays, without a name, until its account logs in again.
import { canStore, DoorStore } from "./door-store.js";

if (canStore()) {
  const store = await DoorStore.open().catch(() => null); // a browser that keeps nothing
  await store?.wipe();
}
