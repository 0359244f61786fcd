# `make` lists the targets. Java is found as the launcher finds it; Maven is fetched by ./mvnw.

# ARGS goes to the program: make demo ARGS='--rows 1000000'
ARGS =

# Bare environments (containers, cron) have no HOME; Maven keeps its repository there.
ifeq ($(HOME),)
export HOME := $(abspath target/home)
endif

DIST := target/etl
# The package is as new as this file.
STAMP := $(DIST)/built
PACKAGED := etl-schemas etl-parquet etl-tasks etl-aws etl-cli etl-demo
SOURCES := pom.xml etl LICENSE $(PACKAGED:%=%/pom.xml) $(shell find $(PACKAGED:%=%/src/main) -type f)

FIND_JDK := etl-cli/src/main/launcher/find-jdk.sh javac
MVN = jdk=$$($(FIND_JDK)) && JAVA_HOME="$${jdk\#* }" ./mvnw -B -ntp
# Only warnings, and what the tests say.
LOG := -Dorg.slf4j.simpleLogger
# networknt: what the writer of the SBOM thinks of its own schema.
QUIET := $(LOG).defaultLogLevel=warn $(LOG).log.com.networknt.schema=error
TESTS := $(QUIET) $(LOG).log.org.apache.maven.plugin.surefire=info $(LOG).log.org.apache.maven.plugin.failsafe=info

.PHONY: help
help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | while IFS="$$(printf '\t')" read -r t d; do printf '  make %-12s %s\n' "$$t" "$$d"; done

.PHONY: build
build: $(STAMP) ## Package the program into target/etl, which ./etl runs
	@echo "Built: ./etl --help"

$(STAMP): $(SOURCES)
	@echo "Building etl ..."
	@$(MVN) $(QUIET) package -DskipTests -pl etl-demo -am
	@touch $@

.PHONY: demo
demo: $(STAMP) ## Run the main job on sample data; nothing to set up
	@./etl demo $(ARGS)

.PHONY: test
test: ## Build, all checks, all tests
	@$(MVN) $(TESTS) verify
	@touch $(STAMP)

.PHONY: smoke
smoke: ## Only the smoke test of the package
	@$(MVN) $(TESTS) verify -pl etl-demo -am -DskipUnitTests
	@touch $(STAMP)

TORTURE := $(abspath target/torture)

# All tests, for some of them have a long form: with etl.torture they take it, and write their figures there.
.PHONY: torture
torture: ## All tests in their long form: kills, stops, races, faults; prints the figures. Takes hours
	@rm -rf $(TORTURE) */target/surefire-reports */target/failsafe-reports
	@$(MVN) $(TESTS) verify -Detl.torture=$(TORTURE) -Dtest.seconds=0 -Dmaven.test.failure.ignore $(ARGS)
	@touch $(STAMP)
	@echo; sort $(TORTURE)/figures-*.txt
	@! grep -l -E '<(failure|error)' */target/surefire-reports/TEST-*.xml */target/failsafe-reports/TEST-*.xml

VERSION := $(shell sed -n '/<artifactId>etl</{n;s/.*<version>\(.*\)<.*/\1/p;q;}' pom.xml)
IMAGE = etl:$(VERSION)

.PHONY: version
version:
	@echo $(VERSION)

.PHONY: image
image: ## Build the image, IMAGE=etl:VERSION, with Docker
	@docker build --quiet --tag $(IMAGE) --build-arg VERSION=$(VERSION) --build-arg REVISION=$$(git log -1 --format=%H) \
		--build-arg CREATED=$$(git log -1 --format=%cI) --build-arg SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct || echo 0) $(ARGS) .
	@echo "Built: docker run --rm $(IMAGE) --help"

.PHONY: kube-smoke
kube-smoke: ## Install the chart with IMAGE into the cluster that kubectl reaches, and show what it does
	@IMAGE=$(IMAGE) helm/kube-smoke

.PHONY: bench
bench: ## Run the benchmarks
	@$(MVN) $(QUIET) verify -Pbench -pl etl-bench -am -DskipTests -Dbench.args='$(ARGS)'

.PHONY: prove-large
prove-large: ## Compare combined_orders of 5 million orders with the same query in SQL
	@$(MVN) $(QUIET) verify -Pbench -pl etl-bench -am -DskipTests -Dbench.command=prove -Dbench.args='$(ARGS)'

.PHONY: format
format: ## Format the Java sources
	@$(MVN) $(QUIET) spotless:apply

.PHONY: outdated
outdated: ## List newer versions of dependencies and plugins
	@$(MVN) versions:display-property-updates versions:display-plugin-updates -N '-Dmaven.version.ignore=(?i).*[-.](alpha|beta|rc|m|b)[-.\d]*' | grep -e '->' | sort -u

.PHONY: clean
clean: ## Remove everything that was built
	@rm -rf target etl-*/target helm/target
