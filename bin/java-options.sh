# How Java is called for Pasvport. Sourced by ./pasvport and bin/aot.sh, with $root set; the cache of bin/aot.sh holds
# for exactly this class path.
java_options=(--enable-native-access=ALL-UNNAMED --add-exports=java.base/sun.nio.ch=ALL-UNNAMED)
class_path="$root/app/target/lib/*:$root/app/target/app.jar"
