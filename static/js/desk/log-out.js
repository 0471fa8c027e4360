// Before somebody logs out who has done things on this device that the server does not have yet, the page says so, once.
import { canStore, DoorStore } from "./door-store.js";

const form = document.querySelector("[data-log-out]");
const store = canStore() ? await DoorStore.open().catch(() => null) : null;
let isTold = false;

form.addEventListener("submit", async (event) => {
  if (isTold || !store) return;
  event.preventDefault();
  isTold = true;
  const count = await store.countUnsent();
  if (!count) return form.submit();
  const line = document.createElement("p");
  line.className = "notice notice--warn";
  line.setAttribute("role", "alert");
  line.textContent = form.dataset.logOut.replace("{count}", count);
  form.prepend(line);
});
