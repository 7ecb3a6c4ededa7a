"""M/M/c and M/M/c+M in SimPy: what bench/measures/engine.js holds the engine against. Prints JSON: seconds, mean answer time.

Written the way SimPy's documentation does it: a process a call, a Resource for the agents, `|` for patience. Python's own
random numbers; figures are kept as sums only.
"""

import json
import random
import sys
import time

import simpy

TALK_S = 180.0


def run(agents, load, calls, patience_s, seed=1):
    env = simpy.Environment()
    resource = simpy.Resource(env, capacity=agents)
    draw = random.Random(seed).expovariate
    gap = TALK_S / (agents * load)
    figures = {"answered": 0, "wait": 0.0, "abandoned": 0}

    def call():
        came = env.now
        with resource.request() as request:
            if patience_s is None:
                yield request
            else:
                outcome = yield request | env.timeout(draw(1 / patience_s))
                if request not in outcome:
                    figures["abandoned"] += 1
                    return
            figures["answered"] += 1
            figures["wait"] += env.now - came
            yield env.timeout(draw(1 / TALK_S))

    def arrivals():
        for _ in range(calls):
            yield env.timeout(draw(1 / gap))
            env.process(call())

    env.process(arrivals())
    started = time.perf_counter()
    env.run()
    seconds = time.perf_counter() - started
    return {
        "seconds": seconds,
        "meanWaitSeconds": figures["wait"] / figures["answered"],
        "abandoned": figures["abandoned"] / calls,
    }


agents, load, calls, patience = sys.argv[1:5]
print(json.dumps(run(int(agents), float(load), int(calls), None if patience == "-" else float(patience))))
