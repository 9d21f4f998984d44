from typing import Any

from playwright.async_api import Page

from axe_playwright_python.base import AxeBase, AxeResults

class Axe(AxeBase):
    async def run(
        self,
        page: Page,
        context: str | list[Any] | dict[str, Any] | None = None,
        options: dict[str, Any] | None = ...,
    ) -> AxeResults: ...
