def dashboard_context(request, context):
    return context
