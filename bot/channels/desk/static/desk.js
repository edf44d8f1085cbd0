// What the desk does beyond plain forms: look again when something is new, keep the focus where it
// is, send a form once, and hold back what would be too large. Everything works without it.
"use strict";

(() => {
  const body = document.body;
  const framed = window.parent !== window;
  const inPane = body.classList.contains("pane");
  const inShell = body.classList.contains("shell");
  const MOST_BYTES = 1024 * 1024 - 4096;
  const NOTHING_NEXT = 409;

  const fetched = async (address) => {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };

  // The focus stays on the same button although the element is a new one.
  const replace = (target, fresh) => {
    const focused = target.contains(document.activeElement) ? document.activeElement : null;
    const act = focused && focused.getAttribute("value");
    target.replaceChildren(...fresh);
    if (!focused) return;
    const same = [...target.querySelectorAll("button")].find((each) => act && each.value === act);
    (same || target).focus({ preventScroll: true });
  };

  const refreshFeed = async () => {
    const feed = document.getElementById("messages");
    const before = feed.querySelectorAll("[data-key]").length;
    replace(feed, (await fetched(body.dataset.feed)).body.childNodes);
    const now = feed.querySelectorAll("[data-key]").length;
    document.getElementById("message-count").textContent = String(now);
    if (now > before) document.getElementById("news").textContent = body.dataset.news;
  };

  // The list that somebody finds on coming in is kept fresh; anything they opened stays.
  const refreshHome = async () => {
    const home = document.getElementById("private");
    if (!body.dataset.home || home.contains(document.activeElement)) return;
    const fresh = (await fetched(body.dataset.home)).getElementById("private");
    if (fresh) replace(home, fresh.childNodes);
  };

  const refreshShell = async () => {
    const page = await fetched("/desk");
    for (const id of ["time", "launches"]) {
      replace(document.getElementById(id), page.getElementById(id).childNodes);
    }
    document.getElementById("time").dateTime = page.getElementById("time").dateTime;
  };

  const changed = (conversation) => {
    if (inShell) {
      refreshShell().catch(() => {});
      for (const frame of document.querySelectorAll("iframe")) {
        frame.contentWindow.postMessage({ changed: conversation }, location.origin);
      }
    }
    if (inPane && body.dataset.conversations.split(" ").includes(conversation)) {
      refreshFeed().then(refreshHome).catch(() => {});
    }
  };

  // One stream for the whole desk: a browser opens only six connections to one host.
  const listen = () => {
    let stream = null;
    const open = () => {
      if (stream || document.hidden) return;
      stream = new EventSource("/desk/events");
      stream.onmessage = (event) => changed(event.data);
    };
    const close = () => {
      if (stream) stream.close();
      stream = null;
    };
    const again = () => {
      if (document.hidden) return close();
      open();
      if (inShell) changed("");
      if (inPane) refreshFeed().catch(() => {});
    };
    document.addEventListener("visibilitychange", again);
    window.addEventListener("pagehide", close);
    window.addEventListener("pageshow", open);
    open();
  };

  if (framed) {
    body.classList.add("framed");
    window.addEventListener("message", (event) => {
      if (event.origin === location.origin && event.data && "changed" in event.data) {
        changed(event.data.changed);
      }
    });
  } else if (inShell || inPane) {
    listen();
  }

  const isTooLarge = (form) => {
    const sent = new URLSearchParams();
    for (const [name, value] of new FormData(form)) sent.append(name, String(value));
    return sent.toString().length > MOST_BYTES;
  };

  const tell = (form) => {
    let note = form.querySelector(".too-large");
    if (!note) {
      note = document.createElement("p");
      note.className = "error too-large";
      note.setAttribute("role", "alert");
      form.querySelector(".actions").before(note);
    }
    note.textContent = body.dataset.tooLarge;
    note.scrollIntoView({ block: "center" });
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) return event.preventDefault();
    if (form.id === "answer" && isTooLarge(form)) {
      event.preventDefault();
      return tell(form);
    }
    if (form.classList.contains("clock")) {
      event.preventDefault();
      const moved = new URLSearchParams(new FormData(form));
      moved.append("by", event.submitter.value);
      const note = document.getElementById("clock-note");
      note.textContent = "";
      form.setAttribute("aria-busy", "true");
      fetch(form.action, { method: "POST", body: moved })
        .then(async (answer) => {
          if (answer.ok) return refreshShell();
          if (answer.status !== NOTHING_NEXT) return location.reload();
          const said = new DOMParser().parseFromString(await answer.text(), "text/html");
          note.textContent = said.querySelector("main p").textContent;
          return undefined;
        })
        .catch(() => location.reload())
        .finally(() => form.removeAttribute("aria-busy"));
      return undefined;
    }
    form.dataset.sent = "yes";
    body.setAttribute("aria-busy", "true");
    return undefined;
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
    body.removeAttribute("aria-busy");
  });

  // What stands alone and the rest put each other out, as the text says they should.
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.type !== "checkbox" || !box.checked) return;
    const alone = "alone" in box.dataset;
    for (const other of document.getElementsByName(box.name)) {
      if (other !== box && other.type === "checkbox" && (alone || "alone" in other.dataset)) {
        other.checked = false;
      }
    }
  });

  // The focus goes to what was answered: to what is to be mended, when there is anything.
  const wrong = document.querySelector("[data-answer] .summary");
  if (wrong) wrong.tabIndex = -1;
  const answer = wrong || document.querySelector("[data-answer] [data-focus]");
  if (answer) answer.focus({ preventScroll: false });
})();
