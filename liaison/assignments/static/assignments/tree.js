// Opens and closes the counties under a prefecture.
document.querySelectorAll(".li-fold").forEach((button) => {
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? "▾" : "▸";
    document.querySelectorAll(`[data-under="${button.dataset.opens}"]`).forEach((row) => {
      row.hidden = !open;
    });
  });
});
