// <button class="needs-script" data-share="address" data-share-title data-share-done>: the phone's own share sheet, else the address is copied.
for (const button of document.querySelectorAll("[data-share]")) {
  const { share, shareTitle, shareDone } = button.dataset;
  const words = button.parentElement.querySelector("[role=status]");
  if (navigator.share || navigator.clipboard) button.classList.remove("needs-script");
  else button.hidden = true;
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) await navigator.share({ title: shareTitle, url: share });
      else {
        await navigator.clipboard.writeText(share);
        words.textContent = shareDone;
      }
    } catch (problem) {
      if (problem.name !== "AbortError") button.hidden = true; // closing the share sheet is no error; otherwise the address below remains
    }
  });
}
