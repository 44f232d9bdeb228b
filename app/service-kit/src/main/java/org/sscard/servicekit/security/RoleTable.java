package org.sscard.servicekit.security;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which roles may call which gRPC method. A method that is not in the table is refused to everyone. */
public final class RoleTable {

    private final Map<String, Set<Role>> rolesByMethod;

    private RoleTable(Map<String, Set<Role>> rolesByMethod) {
        this.rolesByMethod = Map.copyOf(rolesByMethod);
    }

    public static Builder builder() {
        return new Builder();
    }

    boolean allows(String fullMethodName, Principal caller) {
        return rolesByMethod.getOrDefault(fullMethodName, Set.of()).stream().anyMatch(caller::has);
    }

    /** Whether no role of this method can be had without a certificate. */
    boolean needsCertificate(String fullMethodName) {
        return rolesByMethod.getOrDefault(fullMethodName, Set.of()).stream().allMatch(Role::needsCertificate);
    }

    /** Methods of the services that the table forgot. */
    public List<String> missing(List<ServerServiceDefinition> services) {
        return services.stream()
                .flatMap(service -> service.getMethods().stream())
                .map(method -> method.getMethodDescriptor().getFullMethodName())
                .filter(method -> !rolesByMethod.containsKey(method))
                .toList();
    }

    /** Collects the rows; a method stands in one row. */
    public static final class Builder {

        private final Map<String, Set<Role>> rows = new HashMap<>();

        public Builder allow(MethodDescriptor<?, ?> method, Role... roles) {
            if (roles.length == 0 || rows.put(method.getFullMethodName(), Set.of(roles)) != null) {
                throw new IllegalArgumentException("one row with at least one role: " + method.getFullMethodName());
            }
            return this;
        }

        /** Every method of a service. */
        public Builder allow(ServiceDescriptor service, Role... roles) {
            service.getMethods().forEach(method -> allow(method, roles));
            return this;
        }

        public RoleTable build() {
            return new RoleTable(rows);
        }
    }
}
