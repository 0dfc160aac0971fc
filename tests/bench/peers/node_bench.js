// node_bench.js - W4 with JavaScript's generators, or --flavour async with its async functions; W5 with its Promises.
//
// What it pays extra: a Promise runs its callbacks from the queue of microtasks, never at once. What it is spared:
// nobody can cancel a Promise; the generators are called in turn, without a Cooperator.
"use strict";

const { Tally, answer } = require("./stream.js");

const whole = (events) => Math.floor(events / 1000) * 1000;

function* stepper(tally, number) {
    for (;;) {
        tally.add(number);
        yield null;
    }
}

function steps(asked) {
    const tally = new Tally();
    const rotation = Array.from({ length: asked.size }, (_, number) => stepper(tally, number));
    let place = 0;
    const run = (events) => {
        for (let left = whole(events); left > 0; left--) {
            rotation[place].next();
            place = place + 1 === rotation.length ? 0 : place + 1;
        }
    };
    if (asked.flavour === "async") {
        asyncSteps(asked, tally);
        return;
    }
    run(asked.warmUp);
    tally.reset();
    asked.measure(() => run(asked.events));
    asked.report(tally.count, tally);
}

// Each awaits nothing, and so lets all others go first. Who takes the last step of the warm-up starts the stopwatch.
function asyncSteps(asked, tally) {
    const warmUp = whole(asked.warmUp);
    const last = warmUp + whole(asked.events);
    let count = 0;
    const live = async (number) => {
        while (count < last) {
            if (count++ === warmUp) {
                tally.reset();
                asked.begin();
            }
            tally.add(number);
            if (count === last) {
                asked.end();
                asked.report(tally.count, tally);
            }
            await null;
        }
    };
    for (let number = 0; number < asked.size; number++)
        live(number);
}

function promises(callbacks) {
    return async (asked) => {
        const tally = new Tally();
        const addToTally = (result) => tally.add(result);
        const increment = (result) => result + 1;
        const run = async (events) => {
            for (let number = 0; number < events; number++) {
                let fire;
                let promise = new Promise((resolve) => { fire = resolve; });
                for (let each = 1; each < callbacks; each++)
                    promise = promise.then(increment);
                promise = promise.then(addToTally);
                fire(number);
                await promise;
            }
        };
        await run(asked.warmUp);
        tally.reset();
        asked.begin();
        await run(asked.events);
        asked.end();
        asked.report(asked.events, tally);
    };
}

async function chain(asked) {
    const tally = new Tally();
    const fires = [];
    asked.begin();
    const links = Array.from({ length: asked.events + 1 }, () => new Promise((resolve) => { fires.push(resolve); }));
    const waits = new Array(asked.events + 1);
    waits[asked.events] = links[asked.events];
    for (let number = asked.events - 1; number >= 0; number--)
        waits[number] = links[number].then(() => waits[number + 1]);
    const end = waits[0].then((result) => tally.add(result));
    fires.forEach((fire, number) => fire(number));
    await end;
    asked.end();
    asked.report(asked.events, tally);
}

answer({ W4: steps, "W5 1cb": promises(1), "W5 4cb": promises(4), "W5 chain": chain });
