"""The server of the office: it attends until it is told to stop, and then ends without waiting for who only looks."""

import socket

import uvicorn
from fastapi import FastAPI

from oficina.web.home.pulse import Pulse


class Server(uvicorn.Server):
    """One that tells those who look at Inicio that it ends: their answers stay open for as long as they look."""

    def __init__(self, app: FastAPI, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.pulse: Pulse = app.state.pulse

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.pulse.stopped.set()
        await super().shutdown(sockets)
