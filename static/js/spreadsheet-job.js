// Refreshes the part of the page that shows a running job; at the end reloads the page, which then has the result.
const PERIOD = 1000;

async function renew() {
  const old = document.getElementById("job-state");
  try {
    const answer = await fetch(old.dataset.stateUrl, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("job-state");
    if (!fresh.dataset.stateUrl) return location.reload();
    const [bar, newBar] = [old, fresh].map((part) => part.querySelector("progress[value]"));
    if (bar && newBar) {
      old.querySelector(".lead").textContent = fresh.querySelector(".lead").textContent;
      [bar.max, bar.value] = [newBar.max, newBar.value];
    } else old.replaceWith(fresh);
  } catch {
    // the network is away for a moment: the link on the page still works
  }
  setTimeout(renew, PERIOD);
}

setTimeout(renew, PERIOD);
