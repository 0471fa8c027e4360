// Back shows a page as it was left, or as it was stored: it may be out of date. Scripts that listen to "page:restored" get
// the page as it is now, or null if it cannot be had. A ticket is loaded anew; without a network the old one is better than none.
async function fetchPage() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    return null;
  }
}

addEventListener("pageshow", async ({ persisted }) => {
  const isStored = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (!persisted && !isStored) return;
  const page = fetchPage();
  document.dispatchEvent(new CustomEvent("page:restored", { detail: page }));
  if (persisted && document.body.matches(".ticket-page") && (await page)) location.reload();
});
