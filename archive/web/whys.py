def routes(*_):
    pass
