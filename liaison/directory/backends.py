"""Permissions follow the role; the table is ``config.roles``."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend


class RoleBackend(ModelBackend):
    """Django's backend, plus the permissions that the user's role carries."""

    def get_user_permissions(self, user_obj, obj=None):
        permissions = super().get_user_permissions(user_obj, obj)
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return permissions
        return permissions | set(settings.LIAISON_ROLE_PERMISSIONS.get(user_obj.role, ()))
