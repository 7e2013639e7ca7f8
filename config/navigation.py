"""The sidebar: the order in which people work, not the order of the code."""

from django.urls import reverse_lazy


def _permits(permission: str):
    return lambda request: request.user.has_perm(permission)


def _link(title: str, icon: str, url_name: str, permission: str) -> dict:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{url_name}"), "permission": _permits(permission)}


NAVIGATION = [
    {
        "items": [
            {"title": "首页", "icon": "home", "link": reverse_lazy("admin:index")},
        ],
    },
]
