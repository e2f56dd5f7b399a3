from django import template

from priorities.models import Official
from priorities.workqueue import queue

register = template.Library()


@register.simple_tag
def work_queue(user: Official) -> queue.WorkQueue:
    """What waits for an official: {% work_queue user as queue %}."""
    return queue.work_queue(user)
