@app
conformance

@ws
chat
oneway
twoway
