# What makes and runs images for image-test, which sources this after checks.bash: podman with a store of its own under
# $work, and the base image of a build, made of this machine's JDK 25, Maven and C compiler, so that nothing is pulled.

pod() { podman --root "$work/store" --runroot "$work/run" --storage-driver overlay --runtime "$(command -v runc)" "$@"; }

remove_images() {
    if [ -d "$work/store" ]; then
        pod rm --force --all --time 0 >/dev/null 2>&1 || true
        umount "$work/store/overlay" 2>/dev/null || true
    fi
    rm -rf "$work"
}

failed() { # NAME [FILE..]: the same with the log of the container that runs
    if pod container exists echobus >/dev/null 2>&1; then
        pod logs echobus >"$work/log of the container" 2>&1 || true
        set -- "$@" "$work/log of the container"
    fi
    fail "$@"
}

jdk_25() {
    local home
    for home in "${JAVA_HOME_25:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
        if [ -x "$home/bin/jlink" ] && "$home/bin/java" -version 2>&1 | grep -q 'version "25'; then
            printf '%s\n' "$home"
            return 0
        fi
    done
    return 1
}

dockerfile_default() { sed -n "s/^ARG $1=//p" "$root/Dockerfile"; }

copy_libraries() { # BASE PATH..: what the programs and libraries at these paths load, to the same place below BASE
    local base=$1 library
    shift
    find "$@" -type f \( -name '*.so' -o -perm -u+x \) -print0 \
        | { xargs -0 ldd 2>/dev/null || true; } | grep -oE '[[:space:]]/(usr/)?lib[^ )]*' | tr -d '[:blank:]' | sort -u \
        >"$work/libraries"
    while read -r library; do
        mkdir -p "$base$(dirname "$library")"
        [ -e "$base$library" ] || cp -L "$library" "$base$library"
    done <"$work/libraries"
}

import_build_image() { # NAME: a root with a JDK, Maven, a C compiler, and a shell with what they and the Dockerfile call
    local base=$work/base packages=() package
    mkdir -p "$base/opt/java" "$base/usr/bin" "$base/usr/lib" "$base/usr/lib64" "$base/tmp" "$base/root" "$base/etc"
    mkdir -p "$base/usr/sbin"
    ln -s usr/bin "$base/bin"
    ln -s usr/sbin "$base/sbin"
    ln -s usr/lib "$base/lib"
    ln -s usr/lib64 "$base/lib64"
    for package in bash coreutils findutils grep sed libc-bin libc6-dev linux-libc-dev 'libgcc-*-dev' gcc 'gcc-[0-9]*' cpp \
        'cpp-[0-9]*' 'binutils*'; do
        mapfile -t -O "${#packages[@]}" packages < <(dpkg-query -W -f '${db:Status-Abbrev} ${binary:Package}\n' "$package" \
            2>/dev/null | sed -n 's/^ii *//p')
    done
    dpkg -L "${packages[@]}" | grep -vE '^/usr/share/(doc|man|info|locale|lintian)/' | sort -u >"$work/files"
    while read -r package; do
        [ -d "$package" ] && [ ! -L "$package" ] || printf '%s\n' "$package"
    done <"$work/files" | tar -C / --ignore-failed-read -cf - -T - 2>/dev/null | tar -C "$base" --keep-directory-symlink -xf -
    # Java takes its user's home from here.
    echo 'root:x:0:0:root:/root:/bin/bash' >"$base/etc/passwd"
    ln -sf bash "$base/usr/bin/sh"
    cp -rL "$jdk" "$base/opt/java/openjdk"
    # With what a distribution keeps elsewhere and links to.
    mkdir -p "$base/usr/share" && cp -rL "$maven" "$base/usr/share/maven"
    cp --parents -L -t "$base" /usr/share/doc/libc6/copyright
    copy_libraries "$base" "$base/usr/bin" "$base/usr/lib/gcc" "$base/opt/java/openjdk"
    tar -C "$base" -c . | pod import --change "ENV PATH=/opt/java/openjdk/bin:/usr/share/maven/bin:/usr/bin" - "$1" \
        >"$work/import.log" 2>&1 || fail "podman imports $1" "$work/import.log"
    rm -rf "$base"
    pass "a base image is made of JDK 25, Maven and a C compiler, named $1"
}

build_image() { # IMAGE CHECK OPTION..
    local name=$1 check=$2 start=$SECONDS
    shift 2
    pod build --format docker --isolation chroot --pull=never "$@" --tag "$name" "$root" \
        >"$work/build.log" 2>&1 || fail "$check" "$work/build.log"
    pass "$check, in $((SECONDS - start)) s"
}
