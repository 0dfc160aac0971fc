// sinon_bench.js - W1, W2, W3 with sinon's fake timers, which stand in for those of a JavaScript program under test.
//
// What it pays extra: a timer is an object that knows much, such as where it was made, in a heap and in a map. Its tick
// is a millisecond. What it is spared: each `tick` begins with a look at all timers, and there are only two of them.
"use strict";

const fakeTimers = require(process.env.SINON_FAKE_TIMERS || "@sinonjs/fake-timers");
const { Stream, Tally, ticks, answer } = require("./stream.js");

const makeClock = () => fakeTimers.createClock(0, Infinity);

function hold(asked) {
    const clock = makeClock(), stream = new Stream(), tally = new Tally();
    const event = () => {
        tally.add(clock.now);
        clock.setTimeout(event, stream.delay());
    };
    for (let each = 0; each < asked.size; each++)
        clock.setTimeout(event, stream.delay());
    clock.tick(ticks(asked.warmUp, asked.size));
    tally.reset();
    asked.measure(() => clock.tick(ticks(asked.events, asked.size)));
    asked.report(tally.count, tally);
}

function cancel(asked) {
    const clock = makeClock(), stream = new Stream(), tally = new Tally();
    const make = () => clock.setTimeout(() => tally.add(clock.now), stream.delay());
    const calls = Array.from({ length: asked.size }, make);
    const replace = (events) => {
        for (let each = 0; each < events; each++) {
            const place = stream.next() % asked.size;
            clock.clearTimeout(calls[place]);
            calls[place] = make();
        }
    };
    const makeAndCancel = (events) => {
        for (let each = 0; each < events; each++)
            clock.clearTimeout(make());
    };
    const part = asked.random ? replace : makeAndCancel;
    part(asked.warmUp);
    asked.measure(() => part(asked.events));
    clock.runAll();
    asked.report(asked.events, tally);
}

function burst(asked) {
    const clock = makeClock(), tally = new Tally();
    asked.measure(() => {
        for (let number = 0; number < asked.events; number++)
            clock.setTimeout(() => tally.add(number), 0);
        clock.runAll();
    });
    asked.report(tally.count, tally);
}

function chain(asked) {
    const clock = makeClock(), tally = new Tally();
    const event = (left) => {
        tally.add(left);
        if (left > 1)
            clock.setTimeout(event, 0, left - 1);
    };
    asked.measure(() => {
        clock.setTimeout(event, 0, asked.events);
        clock.runAll();
    });
    asked.report(tally.count, tally);
}

answer({ W1: hold, W2: cancel, "W3 burst": burst, "W3 chain": chain });
