"""Every page of the office, by feature."""

from fastapi import APIRouter

from oficina.web import public
from oficina.web.entrance import router as entrance

ROUTERS: tuple[APIRouter, ...] = (public.router, entrance.router)
