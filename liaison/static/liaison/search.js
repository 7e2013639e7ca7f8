// The one search: Ctrl-K opens a window over any page; on its own page the arrows walk through what was found.
(function () {
  "use strict";

  const WAIT = 250;
  let dialog = null;

  function address() {
    const link = document.querySelector("a.li-find-open");
    return link && link.getAttribute("href");
  }

  function build() {
    dialog = document.createElement("dialog");
    dialog.className = "li-find-dialog";
    dialog.setAttribute("aria-label", "查找");
    dialog.innerHTML =
      '<form class="li-find-box" method="get" role="search"><span class="material-symbols-outlined" aria-hidden="true">search</span>' +
      '<input type="search" name="q" maxlength="200" autocomplete="off" aria-label="查找企业、诉求、走访、人员和公文"' +
      ' placeholder="企业、编号、姓名、电话"><button type="submit">查找</button></form>' +
      '<div class="li-find-scroll" data-find-results aria-live="polite"></div>' +
      '<p class="li-find-keys">上下键选择，回车打开，Esc 关闭</p>';
    dialog.querySelector("form").action = address();
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    document.body.appendChild(dialog);
    follow(dialog.querySelector("input"), dialog.querySelector("[data-find-results]"));
  }

  function open() {
    const own = document.querySelector(".li-find-page input[name=q]");
    if (own) { own.focus(); own.select(); return; }
    if (!dialog) build();
    if (!dialog.open) dialog.showModal();
    const input = dialog.querySelector("input");
    input.focus();
    input.select();
    if (!dialog.querySelector("[data-find-results]").children.length) ask(input, dialog.querySelector("[data-find-results]"));
  }

  // Ask for what the box says; an answer that comes after a later question is dropped.
  function ask(input, results) {
    const text = input.value;
    results.setAttribute("aria-busy", "true");
    fetch(`${address()}?bare=1&q=${encodeURIComponent(text)}`, { credentials: "same-origin" })
      .then((answer) => { if (!answer.ok || answer.redirected) throw new Error("not answered"); return answer.text(); })
      .then((html) => { if (input.value === text) results.innerHTML = html; })
      .catch(() => {
        if (input.value === text) results.innerHTML = '<p class="li-found-none" role="alert">现在查不了，网络可能断了或登录已过期。请按“查找”再试一次。</p>';
      })
      .finally(() => { if (input.value === text) results.removeAttribute("aria-busy"); });
  }

  function follow(input, results) {
    let timer = 0, composing = false;
    const later = () => { clearTimeout(timer); timer = setTimeout(() => ask(input, results), WAIT); };
    // While pinyin is being turned into signs the box holds neither.
    input.addEventListener("compositionstart", () => { composing = true; });
    input.addEventListener("compositionend", () => { composing = false; later(); });
    input.addEventListener("input", () => { if (!composing) later(); });
    walk(input, results);
  }

  // Down and up walk from the box through what was found and back.
  function walk(input, results) {
    const around = results.parentElement;
    around.addEventListener("keydown", (event) => {
      if ((event.key !== "ArrowDown" && event.key !== "ArrowUp") || event.isComposing) return;
      const stops = [input, ...results.querySelectorAll("a")];
      const at = stops.indexOf(document.activeElement);
      if (at < 0) return;
      event.preventDefault();
      const next = at + (event.key === "ArrowDown" ? 1 : -1);
      if (stops[next]) stops[next].focus();
    });
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k" && address()) {
      event.preventDefault();
      open();
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    const link = document.querySelector("a.li-find-open");
    if (link) link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || !window.HTMLDialogElement) return;
      event.preventDefault();
      open();
    });
    const input = document.querySelector(".li-find-page input[name=q]");
    if (input) walk(input, document.querySelector(".li-find-page [data-find-results]"));
  });
})();
