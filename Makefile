# Weft: the door.  `make run` builds and runs every scenario, `make test` proves everything, `make help` lists the rest.
# V=1 shows the commands.  CC, CFLAGS, LDFLAGS, PREFIX, DESTDIR are respected; what the code needs is added to them.

# --- Variants: VARIANT=NAME builds a second tree in $(BUILD)/NAME with that compiler and those flags.
CC_gcc-O0    := gcc
FLAGS_gcc-O0 := -O0 -g
CC_gcc-O2    := gcc
FLAGS_gcc-O2 := -O2 -g
CC_clang-O2  := clang
FLAGS_clang-O2 := -O2 -g
CC_sanitize  := gcc
FLAGS_sanitize := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
CC_gcov      := gcc
FLAGS_gcov   := -O0 -g --coverage
CC_fuzz      := clang
FLAGS_fuzz   := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -DWEFT_LIBFUZZER

BUILD   ?= build
VARIANT ?=
ifeq ($(VARIANT),)
OUT := $(BUILD)
ifeq ($(origin CC),default)
CC := gcc
endif
CFLAGS ?= -O2 -g
else
OUT := $(BUILD)/$(VARIANT)
CC  := $(or $(CC_$(VARIANT)),$(error no variant $(VARIANT): the Makefile begins with those there are))
CFLAGS := $(FLAGS_$(VARIANT))
endif

PREFIX  ?= /usr/local
VERSION := $(shell sed -n 's/^.define VERSION "\(.*\)"$$/\1/p' sim/command.c)
Q       := $(if $(V),,@)
say      = $(if $(V),,@printf '  %-5s %s\n' $(1) $(2))

# --- Sources: whatever is there; nobody edits this file to add one.
LIB_SOURCES      := $(sort $(wildcard lib/*.c))
SIM_SOURCES      := $(sort $(filter-out sim/weft.c,$(wildcard sim/*.c)))
SCENARIO_SOURCES := $(sort $(wildcard scenarios/*.c scenarios/*/*.c scenarios/*/*/*.c))
SUPPORT_SOURCES  := $(sort $(wildcard tests/support/*.c))
UNIT_SOURCES     := $(sort $(wildcard tests/*_test.c))
FUZZ_SOURCES     := $(sort $(wildcard tests/fuzz/*_fuzz.c))
BENCH_SOURCES    := $(sort $(wildcard tests/bench/*.c))
AROUND_BENCHES   := $(sort $(wildcard tests/bench/support/*.c))
PEER_SOURCES     := $(sort $(wildcard tests/bench/peers/*.c))
objects           = $(patsubst %.c,$(OUT)/obj/%.o,$(1))

UNITS   := $(patsubst tests/%.c,$(OUT)/tests/%,$(UNIT_SOURCES))
FUZZERS := $(patsubst tests/fuzz/%.c,$(OUT)/fuzz/%,$(FUZZ_SOURCES))
BENCHES := $(patsubst tests/bench/%.c,$(OUT)/bench/%,$(BENCH_SOURCES))
LIBRARY := $(OUT)/libweft.a
BOTH    := $(OUT)/libweft-sim.a $(LIBRARY)
SHARED  := $(OUT)/libweft.so
COMMAND := $(if $(wildcard sim/weft.c),$(OUT)/weft)
PROGRAM := $(if $(SCENARIO_SOURCES),$(OUT)/scenarios)

# --- Flags.  Each room sees what it may know and no more: the arrows of the house, held by the compiler.
WARNINGS := -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
NEEDED   := $(WARNINGS) -fPIC -fvisibility=hidden -fno-semantic-interposition -MMD -MP
SEES_lib       := -Ilib/include -Ilib
SEES_sim       := -Ilib/include -Isim/include -Isim -D_POSIX_C_SOURCE=200809L
SEES_scenarios := -Ilib/include -Isim/include
SEES_tests     := -Ilib/include -Isim/include -Ilib -Isim -Itests -D_POSIX_C_SOURCE=200809L
SEES_bench     := -Ilib/include -Isim/include -Itests/bench/support -D_POSIX_C_SOURCE=200809L
room            = $(firstword $(subst /, ,$(1)))
COMPILE         = $(CC) $(CPPFLAGS) $(CFLAGS) $(NEEDED)
LINK            = $(CC) $(CFLAGS) $(LDFLAGS)

# --- What a user builds.
.DEFAULT_GOAL := all
.PHONY: all run help test check scenarios golden conformance canaries explorer-canaries determinism sanitize \
        valgrind fuzz coverage headers tidy rules sweeps checkers bugs shards format install installed clean \
        programs units fuzzers benches bench bench-growth bench-install instructions FORCE
.DELETE_ON_ERROR:

## all: the libraries, the command build/weft, and the C scenarios' program build/scenarios
all: $(BOTH) $(SHARED) $(COMMAND) $(PROGRAM)

## run: builds, then runs every scenario and holds it against its accepted trace, one line each
run: all
	$(Q)$(or $(PROGRAM),$(COMMAND)) check scenarios; status=$$?; \
	echo; \
	echo 'A scenario is a script, NAME.weft, or a C file; what it did is the text beside it, NAME.trace.'; \
	echo 'Try next:'; \
	echo '    $(OUT)/weft run scenarios/seed/sum_cancelled.weft           what it prints, and when'; \
	echo '    $(OUT)/weft show scenarios/seed/sum_cancelled.weft --at 2s  the state of its world at two seconds'; \
	echo '    $(OUT)/weft help                                            what else there is'; \
	exit $$status

## help: this list
help:
	@sed -n 's/^## \([^:]*\): /\1|/p' Makefile | awk -F'|' '{ printf "  %-18s %s\n", $$1, $$2 }'

# --- Building.
$(OUT)/obj/%.o: %.c $(OUT)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(COMPILE) $(SEES_$(call room,$<)) -c -o $@ $<

$(OUT)/libweft.a: $(call objects,$(LIB_SOURCES))
$(OUT)/libweft-sim.a: $(call objects,$(SIM_SOURCES))
$(OUT)/%.a:
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(SHARED): $(call objects,$(LIB_SOURCES))
	$(call say,LINK,$@)
	$(Q)$(LINK) -shared -Wl,-soname,libweft.so.0 -o $@ $^

$(OUT)/weft: $(OUT)/obj/sim/weft.o $(BOTH)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^

$(OUT)/scenarios: $(call objects,$(SCENARIO_SOURCES)) $(BOTH)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^

# The wrapped function lets a test program be told from outside which of its tests to run (support/test_filter.c).
$(UNITS): $(OUT)/tests/%: $(OUT)/obj/tests/%.o $(call objects,$(SUPPORT_SOURCES)) $(BOTH)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -Wl,--wrap=_cmocka_run_group_tests -o $@ $^ -lcmocka -pthread

$(FUZZERS): $(OUT)/fuzz/%: $(OUT)/obj/tests/fuzz/%.o $(BOTH)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) $(if $(filter fuzz,$(VARIANT)),-fsanitize=fuzzer) -o $@ $^

# Benchmarks see public headers only, as a user's program does. Their peers are other libraries: tests/bench/run asks
# for those that are installed. What they share with ours is C that knows nothing of Weft.
$(OUT)/obj/tests/bench/%.o: tests/bench/%.c $(OUT)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(COMPILE) $(SEES_bench) -c -o $@ $<

$(BENCHES): $(OUT)/bench/%: $(OUT)/obj/tests/bench/%.o $(call objects,$(AROUND_BENCHES)) $(BOTH)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^

# An event loop finds the program's clock_gettime only where that is visible (virtual_clock.c).
$(OUT)/obj/tests/bench/peers/virtual_clock.o: SEES_bench += -fvisibility=default
PEER_NEEDS      := $(addprefix $(OUT)/obj/tests/bench/support/,sample.o stopwatch.o measured.o)
PEER_NEEDS_loop := $(PEER_NEEDS) $(OUT)/obj/tests/bench/peers/virtual_clock.o
CXX_COMPILE      = $(CXX) $(CFLAGS) -std=c++17 -Wall -Wextra -Wpedantic -Wshadow -Werror -Itests/bench/support
$(OUT)/bench/peers/libuv: LIBRARIES := -luv
$(OUT)/bench/peers/libev: LIBRARIES := -lev -lm
$(OUT)/bench/peers/libevent: LIBRARIES := -levent_core
$(OUT)/bench/peers/systemc: LIBRARIES := -lsystemc -pthread
$(OUT)/bench/peers/ns3: LIBRARIES := -lns3-core
$(OUT)/bench/peers/libuv $(OUT)/bench/peers/libev $(OUT)/bench/peers/libevent: \
    $(OUT)/bench/peers/%: $(OUT)/obj/tests/bench/peers/%.o $(PEER_NEEDS_loop)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(LIBRARIES)
$(OUT)/bench/peers/libc: $(OUT)/obj/tests/bench/peers/libc.o $(PEER_NEEDS)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^
$(OUT)/bench/peers/%: tests/bench/peers/%.cc $(PEER_NEEDS)
	@mkdir -p $(@D)
	$(call say,CXX,$@)
	$(Q)$(CXX_COMPILE) -o $@ $< $(PEER_NEEDS) $(LDFLAGS) $(LIBRARIES)

# The command with an error planted in one source of its library (tests/conformance/canaries.py): that source is linked
# before the library, whose own object of that name is then not asked for. Built quickly: it runs for seconds only.
$(OUT)/canaries/%/weft: $(OUT)/canaries/%/planted.c $(OUT)/obj/sim/weft.o $(BOTH)
	$(call say,PLANT,$@)
	$(Q)$(COMPILE) -O0 $(SEES_lib) $(LDFLAGS) -o $@ $^

# A unit test with an error planted in one source of either library (tests/search/canaries.py), in the same way.
.SECONDEXPANSION:
$(OUT)/planted/%_test: $(OUT)/planted/$$(dir $$*)planted.c $(OUT)/obj/tests/$$(notdir $$*)_test.o \
    $(call objects,$(SUPPORT_SOURCES)) $(BOTH)
	$(call say,PLANT,$@)
	$(Q)$(COMPILE) -O0 $(SEES_sim) -Ilib $(LDFLAGS) -Wl,--wrap=_cmocka_run_group_tests -o $@ $^ -lcmocka -pthread

programs: $(COMMAND) $(PROGRAM)
units: $(UNITS)
fuzzers: $(FUZZERS)
benches: $(BENCHES)

# Other flags than last time: everything is compiled again.
$(OUT)/flags: FORCE
	@mkdir -p $(@D); echo '$(COMPILE) $(LINK)' | cmp -s - $@ || echo '$(COMPILE) $(LINK)' > $@

-include $(patsubst %.o,%.d,$(call objects,$(wildcard $(LIB_SOURCES) $(SIM_SOURCES) sim/weft.c \
    $(SCENARIO_SOURCES) $(SUPPORT_SOURCES) $(UNIT_SOURCES) $(FUZZ_SOURCES) \
    $(BENCH_SOURCES) $(AROUND_BENCHES) $(PEER_SOURCES))))

# --- Proving.  tests/run builds what a stage needs, runs it, and ends with `N passed, N failed`.
STAGE = $(Q)command -v python3 > /dev/null || tests/needs; \
    BUILD='$(BUILD)' V='$(V)' T='$(T)' TIME='$(TIME)' tests/run

## test: everything that proves it, in under 10 minutes; installs what it needs
test:
	$(Q)tests/needs --install
	$(STAGE) all
## check: the unit tests only, in seconds; T='deferred:cancel*' runs those that match
check:
	$(STAGE) check
## scenarios: every scenario against its accepted trace
## golden: the command's own output
## shards: a search in parts, by GNU parallel, comes to the same as in one
## conformance: scenarios and random scripts on the real Twisted, results compared; N=20000 SEED=1: so many random ones
## determinism: the same traces from gcc -O0, gcc -O2 and clang, without ASLR, in another environment
## sanitize: units, scenarios and fuzz corpora under ASan and UBSan
## valgrind: units and scenarios under valgrind
## coverage: gcov and lcov, one test name per unit and scenario, in build/coverage/; holds coverage/floor
## headers: each public header alone, in C and in C++
## tidy: lengths, columns, banned calls, arrows between rooms, documented functions
## rules: every rule of lib/semantics.md is named by the test or scenario that shows it
## sweeps: every public function that can run out of memory is tried so
## checkers: rules, sweeps and canaries notice what they are there for
## installed: installs into a scratch folder and builds programs against what is there
scenarios golden shards determinism sanitize valgrind coverage headers tidy rules sweeps checkers installed:
	$(STAGE) $@
ifdef N
conformance: programs
	$(Q)/usr/bin/python3 tests/conformance/soak.py $(OUT)/weft '$(N)' '$(SEED)' '$(or $(FOLDER),$(BUILD)/conformance)'
else
conformance:
	$(STAGE) $@
endif
## canaries: small errors planted in copies of the library; how many random scripts it took to notice each; T='name*'
canaries:
	$(Q)BUILD='$(BUILD)' VARIANT='$(VARIANT)' V='$(V)' tests/conformance/canaries.py $(if $(T),'$(T)')
## explorer-canaries: small errors planted in copies of the explorer; which unit test noticed each; T='name*'
explorer-canaries:
	$(Q)BUILD='$(BUILD)' VARIANT='$(VARIANT)' V='$(V)' tests/search/canaries.py $(if $(T),'$(T)')
## bugs: a table of how many runs each strategy takes to find each of scenarios/bugs; T='name*'; takes minutes
bugs: programs
	$(Q)tests/bugs $(OUT)/scenarios $(if $(T),'$(T)')
## fuzz: each fuzzer with libFuzzer for TIME=60 seconds
fuzz:
	$(STAGE) fuzz

## format: clang-format over every C file (the gate is tidy)
format:
	$(Q)clang-format -i $$(find lib sim scenarios tests -name '*.[ch]')

# --- Measuring.
BENCH = $(Q)BUILD='$(BUILD)' tests/bench/run
## bench: how fast it is, beside its peers, in one table, and the plot; ONLY=W1,W4 QUICK=1 FORMAT=tsv ROUNDS=5 README=1
bench:
	$(BENCH) $(if $(ONLY),--only '$(ONLY)') $(if $(QUICK),--quick) $(if $(FORMAT),--format '$(FORMAT)') \
	    $(if $(ROUNDS),--rounds '$(ROUNDS)') $(if $(README),--readme)
	$(if $(ONLY)$(QUICK)$(FORMAT),,$(Q)BUILD='$(BUILD)' tests/bench/growth $(if $(README),--readme))
## bench-growth: how cost grows with size, as a plot: build/bench/growth.svg
bench-growth:
	$(Q)BUILD='$(BUILD)' tests/bench/growth
## bench-install: installs what the peers of the benchmarks need
bench-install:
	$(Q)BUILD='$(BUILD)' tests/bench/install
## instructions: how many instructions each workload takes, held against tests/bench/instructions
instructions:
	$(STAGE) $@

# --- Installing.
TO = $(DESTDIR)$(PREFIX)
pc = printf '%s\n' 'prefix=$(PREFIX)' 'includedir=$${prefix}/include' 'libdir=$${prefix}/lib' '' \
    'Name: $(1)' 'Description: $(2)' 'Version: $(VERSION)' $(3) > '$(TO)/lib/pkgconfig/$(1).pc'

## install: headers, libraries, the command and pkg-config files, below DESTDIR and PREFIX (/usr/local)
install: all
	$(Q)install -d '$(TO)/bin' '$(TO)/lib/pkgconfig' '$(TO)/include/weft/sim'
	$(Q)install -m 644 lib/include/weft/*.h '$(TO)/include/weft'
	$(Q)install -m 644 sim/include/weft/sim/*.h '$(TO)/include/weft/sim'
	$(Q)install -m 644 $(BOTH) '$(TO)/lib'
	$(Q)install -m 755 $(SHARED) '$(TO)/lib/libweft.so.0' && ln -sf libweft.so.0 '$(TO)/lib/libweft.so'
	$(Q)install -m 755 $(COMMAND) '$(TO)/bin'
	$(Q)$(call pc,weft,Deferreds and a Cooperator for C,'Cflags: -I$${includedir}' 'Libs: -L$${libdir} -lweft')
	$(Q)$(call pc,weft-sim,virtual time for programs that use weft,'Requires: weft' \
	    'Libs: -L$${libdir} -lweft-sim')

## clean: removes build/
clean:
	$(Q)rm -rf '$(BUILD)'
