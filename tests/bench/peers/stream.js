// The numbers and the tally of support/stream.h, for the peers in JavaScript; and what they are asked.
"use strict";

const MEAN_DELAY = 1000000;

class Stream {
    constructor() {
        this.state = 2463534242;
    }

    next() {
        let next = this.state;
        next ^= next << 13;
        next ^= next >>> 17;
        next ^= next << 5;
        this.state = next >>> 0;
        return this.state;
    }

    delay() {
        return this.next() % (2 * MEAN_DELAY - 1) + 1;
    }
}

class Tally {
    constructor() {
        this.reset();
    }

    reset() {
        this.inOrder = this.sum = this.count = 0;
    }

    add(what) {
        this.inOrder = (Math.imul(this.inOrder ^ what, 16777619) + 1) >>> 0;
        this.sum = (this.sum + what) >>> 0;
        this.count++;
    }
}

const ticks = (events, size) => Math.floor(events * MEAN_DELAY / size);
const hex = (word) => word.toString(16).padStart(8, "0");

// WORKLOAD PARAMETER [--events N] [--warm-up N] [--flavour NAME]
class Asked {
    constructor(words) {
        const option = (name, otherwise) => words.includes(name) ? words[words.indexOf(name) + 1] : otherwise;
        this.workload = words[0];
        this.random = words[1].endsWith("+random");
        this.parameter = words[1].replace("+random", "");
        this.events = Number(option("--events", 1e6));
        this.warmUp = Number(option("--warm-up", 2e5));
        this.flavour = option("--flavour", "");
        this.size = Number(this.parameter) || 0;
        this.ns = 0n;
    }

    begin() {
        this.begun = process.hrtime.bigint();
    }

    end() {
        this.ns += process.hrtime.bigint() - this.begun;
    }

    measure(part) {
        this.begin();
        part();
        this.end();
    }

    report(events, tally) {
        console.log(`${(Number(this.ns) / events).toFixed(3)} ${hex(tally.inOrder)} ${hex(tally.sum)}`);
    }
}

// Runs the function that WORKLOADS has for what is asked: by its workload, or by workload and parameter.
function answer(workloads) {
    const asked = new Asked(process.argv.slice(2));
    const work = workloads[asked.workload] || workloads[`${asked.workload} ${asked.parameter}`];
    if (work)
        work(asked);
    else
        console.log("not done here");
}

module.exports = { Stream, Tally, ticks, answer };
