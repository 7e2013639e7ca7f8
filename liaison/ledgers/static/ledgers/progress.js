// Ask how far the work has come until its state is another, then show the page anew. Before the whole is known, total is 0.
(() => {
  const bar = document.getElementById("ledger-progress");
  if (!bar) return;
  const words = document.getElementById("ledger-progress-words");
  const ask = async () => {
    try {
      const response = await fetch(bar.dataset.url, { headers: { Accept: "application/json" } });
      const { state, done, total } = await response.json();
      if (state !== bar.dataset.state) { location.reload(); return; }
      if (done && total) {
        bar.max = total;
        bar.value = done;
        words.textContent = bar.dataset.words.replace("#", `${done} / ${total}`);
      } else if (done) {
        words.textContent = bar.dataset.wordsBefore.replace("#", done);
      }
    } catch { words.textContent = "暂时连不上服务器，正在重试…"; }
    setTimeout(ask, 1500);
  };
  setTimeout(ask, 700);
})();
