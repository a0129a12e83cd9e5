"""What each kind of job, and each state of it, is called on a screen."""

JOBS = {
    "audit.sequence-log": "Ordenar y firmar la bitácora",
    "audit.stamp-checkpoint": "Sellar en el tiempo la bitácora",
    "correspondence.deliver-copy": "Entregar copia a un destinatario",
    "correspondence.sign-receipt": "Firmar comprobante de recepción",
    "correspondence.take-in": "Ingresar lo que llegó",
    "institutions.begin-name": "Comenzar a usar un nombre nuevo",
    "documents.seal-document": "Sellar documento numerado",
    "search.index-thing": "Indexar para la búsqueda",
    "workers.sweep-done": "Ordenar trabajos terminados",
}
STATES = {"due": "En espera", "leased": "En curso", "shelved": "Falló"}
