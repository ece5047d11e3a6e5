"""relith: plans the recycling of all-solid-state lithium-metal batteries."""
