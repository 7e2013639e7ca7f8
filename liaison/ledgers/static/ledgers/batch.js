// Ask how far the commit has come until it is over, then show the result.
(() => {
  const bar = document.getElementById("ledger-progress");
  if (!bar) return;
  const words = document.getElementById("ledger-progress-words");
  const ask = async () => {
    try {
      const response = await fetch(bar.dataset.url, { headers: { Accept: "application/json" } });
      const { state, done, total } = await response.json();
      if (state !== "committing") { location.reload(); return; }
      bar.max = total || 1;
      if (done) { bar.value = done; words.textContent = `已写入 ${done} / ${total} 行`; }
    } catch { words.textContent = "暂时连不上服务器，正在重试…"; }
    setTimeout(ask, 1500);
  };
  setTimeout(ask, 700);
})();
