// Beside the number of people: that the chosen time has only few places left. The server has written it for the time chosen
// at first, and the sentence of each other time into its radio button.
const note = document.querySelector("[data-few-places]");
if (note) {
  document.addEventListener("change", ({ target }) => {
    if (target.matches("input[name=slot]")) note.textContent = target.dataset.fewPlacesLeft ?? "";
  });
}
