@app
bench

@ws
echo

@aws
timeout 30
