// Beside the number of people: that the chosen time has only few places left. The server has written it for the time chosen
// at first, and the sentence of each other time into its radio button.
const radios = () => [...document.querySelectorAll("input[name=slot]")];

function paintNote() {
  const note = document.querySelector("[data-few-places]");
  const sentence = radios().find((radio) => radio.checked)?.dataset.fewPlacesLeft ?? "";
  if (note && note.textContent !== sentence) note.textContent = sentence;
}

// A page that comes back by Back: what was chosen and typed stands, the places left are those of now.
function renewPlaces(page) {
  for (const radio of radios()) {
    const now = page.querySelector(`input[name=slot][value="${radio.value}"]`);
    if (!now) continue;
    radio.labels[0].textContent = now.labels[0].textContent;
    if (now.dataset.fewPlacesLeft) radio.dataset.fewPlacesLeft = now.dataset.fewPlacesLeft;
    else delete radio.dataset.fewPlacesLeft;
  }
  for (const meter of document.querySelectorAll(".seat-meter[data-slot]")) {
    const now = page.querySelector(`.seat-meter[data-slot="${meter.dataset.slot}"]`);
    if (now) meter.replaceWith(now);
  }
  const help = page.querySelector("[data-few-places]")?.parentElement;
  if (help) document.getElementById(help.id)?.replaceWith(help);
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("input[name=slot]")) paintNote();
});
addEventListener("pageshow", paintNote); // the browser may have put back another choice than the server's
document.addEventListener("page:restored", async ({ detail }) => {
  const page = await detail;
  if (page) renewPlaces(page);
  paintNote();
});
