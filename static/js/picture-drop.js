// Makes an ordinary file field a place to drop or paste a picture, shows it, and takes the focal point by a click.
const WIDTH = 416;
const HEIGHT = 320;

function start(root) {
  const input = root.querySelector("input[type=file]");
  const stage = root.querySelector(".picture-drop__stage");
  const told = root.querySelector(".picture-drop__told");
  const across = document.getElementById("id_focal_x");
  const down = document.getElementById("id_focal_y");

  root.querySelector(".picture-drop__words").hidden = false;
  input.addEventListener("change", () => take(input.files));
  root.addEventListener("dragover", (event) => {
    event.preventDefault();
    root.classList.add("picture-drop--over");
  });
  root.addEventListener("dragleave", () => root.classList.remove("picture-drop--over"));
  root.addEventListener("drop", (event) => {
    event.preventDefault();
    root.classList.remove("picture-drop--over");
    hand(event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => hand(event.clipboardData.files));

  function hand(files) {
    if (!files.length) return;
    const one = new DataTransfer();
    one.items.add(files[0]);
    input.files = one.files;
    take(input.files);
  }

  async function take(files) {
    told.textContent = "";
    root.querySelector(".picture-drop__kept")?.remove();
    if (!files.length) return;
    if (files[0].size > Number(root.dataset.largest)) {
      told.textContent = root.dataset.tooLarge;
      input.value = "";
      return;
    }
    try {
      show(await createImageBitmap(files[0]));
      aim(50, 50);
    } catch {
      told.textContent = root.dataset.unseen;
    }
  }

  // A canvas: the security policy allows no blob: addresses for pictures.
  function show(bitmap) {
    const scale = Math.min(WIDTH / bitmap.width, HEIGHT / bitmap.height, 1);
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(Math.round(bitmap.width * scale), 1);
    canvas.height = Math.max(Math.round(bitmap.height * scale), 1);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    stage.querySelector("img, canvas")?.remove();
    stage.prepend(canvas);
    stage.hidden = false;
  }

  function aim(x, y) {
    if (!across || !down) return;
    across.value = x;
    down.value = y;
    mark();
  }

  function mark() {
    const lines = `M${across.value || 50} 0V100M0 ${down.value || 50}H100`;
    for (const path of stage.querySelectorAll("path")) path.setAttribute("d", lines);
  }

  if (!across || !down) return;
  stage.classList.add("is-aimable");
  stage.addEventListener("click", (event) => {
    const box = stage.getBoundingClientRect();
    const percent = (part, whole) => Math.min(100, Math.max(0, Math.round((100 * part) / whole)));
    aim(percent(event.clientX - box.left, box.width), percent(event.clientY - box.top, box.height));
  });
  for (const field of [across, down]) field.addEventListener("input", mark);
}

const PAUSE = 3000;
const LOOKS = 40;

function follow(progress, looks = LOOKS) {
  if (progress.dataset.state !== "preparing" || !looks) return;
  setTimeout(async () => {
    const response = await fetch(progress.dataset.url, { headers: { Accept: "application/json" } });
    if (response.ok) {
      const { state, text } = await response.json();
      progress.dataset.state = state;
      progress.textContent = text;
    }
    follow(progress, looks - 1);
  }, PAUSE);
}

document.querySelectorAll(".picture-drop").forEach(start);
document.querySelectorAll(".picture-progress").forEach((progress) => follow(progress));
