# How Java is called for Pasvport. Sourced by ./pasvport and bin/aot.sh, with $root set; the cache of bin/aot.sh holds
# for exactly this class path.
# Transfers keep the threads that carry virtual ones busy. With four a processor, and polling on threads of its own, the kernel
# finds one for a command meanwhile (docs/performance.md).
processors=$(getconf _NPROCESSORS_ONLN 2>/dev/null) || processors=2
java_options=(--enable-native-access=ALL-UNNAMED --add-exports=java.base/sun.nio.ch=ALL-UNNAMED
  -Djdk.virtualThreadScheduler.parallelism=$((4 * processors)) -Djdk.pollerMode=1)
class_path="$root/app/target/lib/*:$root/app/target/app.jar"
