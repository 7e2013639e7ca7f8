"""The big tabs above a list: a few questions people ask daily, each an address of the list itself."""


def tabs_of(tabs, request):
    """Return the tabs above a list, the one that the address shows marked."""
    keys = {pair.split("=")[0] for _, query in tabs for pair in query.split("&") if pair}
    chosen = {key: request.GET.get(key, "") for key in keys}
    return [{"title": title, "query": query, "active": _wanted(query, keys) == chosen} for title, query in tabs]


def _wanted(query: str, keys: set[str]) -> dict[str, str]:
    given = dict(pair.split("=") for pair in query.split("&") if pair)
    return {key: given.get(key, "") for key in keys}
