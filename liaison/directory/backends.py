"""Permissions follow the role, as the rooms permit."""

from django.contrib.auth.backends import ModelBackend

from liaison.core.rooms import permissions_of


class RoleBackend(ModelBackend):
    """Django's backend, plus the permissions that the user's role carries."""

    def get_user_permissions(self, user_obj, obj=None):
        permissions = super().get_user_permissions(user_obj, obj)
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return permissions
        return permissions | permissions_of(user_obj.role)
