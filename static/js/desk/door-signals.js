// A sound and a vibration for each result, for who looks at the people and not at the phone. Browsers allow sound after a tap.
const NOTES = {
  good: [[880, 0, 0.12], [1320, 0.13, 0.2]],
  dup: [[660, 0, 0.15], [660, 0.22, 0.15]],
  bad: [[220, 0, 0.55]],
};
const VIBRATIONS = { good: [80], dup: [120, 80, 120], bad: [500] };
let audio;

// To be called from a tap.
export function allowSound() {
  const Context = globalThis.AudioContext ?? globalThis.webkitAudioContext;
  if (!Context) return;
  audio ??= new Context();
  if (audio.state === "suspended") audio.resume();
}

function playNote(frequency, start, length, type) {
  const oscillator = audio.createOscillator();
  const volume = audio.createGain();
  const from = audio.currentTime + start;
  Object.assign(oscillator, { type });
  oscillator.frequency.value = frequency;
  volume.gain.setValueAtTime(0.4, from);
  volume.gain.exponentialRampToValueAtTime(0.001, from + length);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(from);
  oscillator.stop(from + length);
}

export function signal(look) {
  navigator.vibrate?.(VIBRATIONS[look]);
  if (audio?.state !== "running") return;
  for (const [frequency, start, length] of NOTES[look]) playNote(frequency, start, length, look === "bad" ? "square" : "sine");
}
