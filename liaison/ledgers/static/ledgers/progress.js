// Ask how far the work has come until its state is another, then show the page anew.
(() => {
  const bar = document.getElementById("ledger-progress");
  if (!bar) return;
  const words = document.getElementById("ledger-progress-words");
  const ask = async () => {
    try {
      const response = await fetch(bar.dataset.url, { headers: { Accept: "application/json" } });
      const { state, done, total } = await response.json();
      if (state !== bar.dataset.state) { location.reload(); return; }
      bar.max = total || 1;
      if (done) {
        bar.value = done;
        words.textContent = bar.dataset.words.replace("#", `${done} / ${total}`);
      }
    } catch { words.textContent = "暂时连不上服务器，正在重试…"; }
    setTimeout(ask, 1500);
  };
  setTimeout(ask, 700);
})();
