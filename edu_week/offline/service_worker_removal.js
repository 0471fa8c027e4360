// Offline use is switched off: this replaces the service worker, deletes its caches and unregisters itself.
// OWN, how the names of its caches begin, is written before this script by edu_week/offline/views.py.

self.addEventListener("install", () => self.skipWaiting());

async function leave() {
  for (const name of await caches.keys()) if (name.startsWith(OWN)) await caches.delete(name);
  await self.registration.unregister();
}

self.addEventListener("activate", (event) => event.waitUntil(leave()));
