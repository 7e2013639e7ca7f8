// Another row is called the heading: show what its columns are.
(() => {
  const row = document.getElementById("ledger-header-row");
  row?.addEventListener("change", () => { location.search = `?header_row=${row.value}`; });
})();
