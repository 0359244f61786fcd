#!/bin/sh
# Prints the version and the home of the newest Java on this machine, such as "25 /usr/lib/jvm/temurin-25",
# or says what to install when none is new enough. A JAVA_HOME that is new enough is taken as it is.
# usage: find-jdk.sh [java|javac]    java: a runtime will do; javac: a whole JDK is wanted

tool=${1:-java}
oldest=21
best=0
best_home=

# Sets `version` to the feature version of the Java in $1, or to 0 when there is none.
look_at() {
    version=0
    [ -x "$1/bin/$tool" ] && [ -r "$1/release" ] || return 0
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
            JAVA_VERSION=*)
                version=${line#*=}
                version=${version#\"}
                version=${version%%[!0-9]*}
                return 0
                ;;
        esac
    done < "$1/release"
}

consider() {
    look_at "$1"
    if [ "${version:-0}" -gt "$best" ]; then
        best=$version
        best_home=$1
    fi
}

if [ -n "${JAVA_HOME-}" ]; then
    consider "$JAVA_HOME"
fi

if [ "$best" -lt "$oldest" ]; then
    best=0
    on_path=$(command -v java) && {
        resolved=$(readlink -f "$on_path" 2> /dev/null) || resolved=$on_path
        home=${resolved%/bin/java}
        # The shims of version managers are scripts: only the Java behind them knows where it lives.
        [ -r "$home/release" ] ||
            home=$("$on_path" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
        consider "$home"
    }
    # Debian, Fedora, SUSE, Arch; archives; SDKMAN, IDEs, asdf, mise; macOS and Homebrew.
    for home in /usr/lib/jvm/* /usr/java/* /opt/* /opt/*/jdk* \
        "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* \
        "${HOME-}"/.asdf/installs/java/* "${HOME-}"/.local/share/mise/installs/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        consider "$home"
    done
fi

if [ "$best" -lt "$oldest" ]; then
    [ "$tool" = java ] && kind="Java" || kind="a JDK"
    {
        echo "etl needs $kind of version $oldest or newer (25 is best) and found none."
        echo "Install one: Temurin from https://adoptium.net, 'apt install openjdk-21-jdk-headless', 'brew install openjdk',"
        echo "'sdk install java 25-tem'. Or set JAVA_HOME to the one you have."
    } >&2
    exit 1
fi
echo "$best $best_home"
