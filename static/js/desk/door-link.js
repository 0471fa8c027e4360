// Requests of the door to the server, each with an end to waiting. `isUp` is what the last of them found.
export class LinkError extends Error {
  constructor(kind) {
    super(kind);
    this.kind = kind; // "network": no answer; "login": logged out; "busy": try again later; "refused": not of this form
  }
}

const KINDS = { 401: "login", 403: "login", 400: "refused", 413: "refused" };

export class DoorLink extends EventTarget {
  constructor({ list, scans, counts }) {
    super();
    this.urls = { list, scans, counts };
    this.isUp = navigator.onLine;
    this.downSince = this.isUp ? null : Date.now();
    this.needsLogIn = false;
  }

  note(isUp, needsLogIn = this.needsLogIn) {
    if (isUp === this.isUp && needsLogIn === this.needsLogIn) return;
    if (isUp !== this.isUp) this.downSince = isUp ? null : Date.now();
    Object.assign(this, { isUp, needsLogIn });
    this.dispatchEvent(new Event("change"));
  }

  // Raises LinkError. Which link is up is not said by the browser, which calls a hall without Internet online.
  async ask(url, { patience, ...options }) {
    let answer;
    try {
      answer = await fetch(url, {
        credentials: "same-origin",
        cache: "no-store",
        signal: AbortSignal.timeout(patience),
        ...options,
        headers: { Accept: "application/json", ...options.headers },
      });
      if (answer.ok) {
        const data = await answer.json();
        this.note(true, false);
        return data;
      }
    } catch {
      this.note(false);
      throw new LinkError("network");
    }
    const kind = KINDS[answer.status] ?? "busy";
    this.note(kind !== "busy", kind === "login" || this.needsLogIn);
    throw new LinkError(kind);
  }

  fetchList() {
    return this.ask(this.urls.list, { patience: 30_000 });
  }

  fetchCounts() {
    return this.ask(this.urls.counts, { patience: 8_000 });
  }

  sendScans(scans, patience = 30_000) {
    const token = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? "";
    return this.ask(this.urls.scans, {
      method: "POST",
      body: JSON.stringify({ scans }),
      headers: { "Content-Type": "application/json", "X-CSRFToken": decodeURIComponent(token) },
      patience,
    });
  }
}
